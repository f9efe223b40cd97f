package durablestreams.bootstrap;

import durablestreams.application.DamagedException;
import durablestreams.application.access.AccessPolicies;
import durablestreams.application.json.JsonWriter;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.provider.ProviderSettingsException;
import durablestreams.application.provider.SegmentArchiveProvider;
import durablestreams.bootstrap.log.Logging;
import durablestreams.bootstrap.plugin.Plugins;
import durablestreams.bootstrap.process.CommandOutput;
import durablestreams.bootstrap.process.HaltingFaultPoints;
import durablestreams.bootstrap.process.HealthCheck;
import durablestreams.bootstrap.process.StopSignal;
import durablestreams.bootstrap.process.UncaughtErrorHandler;
import durablestreams.bootstrap.reload.Reload;
import durablestreams.bootstrap.settings.Catalog;
import durablestreams.bootstrap.settings.CommandLine;
import durablestreams.bootstrap.settings.OperationCatalog;
import durablestreams.bootstrap.settings.ProviderSettings;
import durablestreams.bootstrap.settings.ServerCatalog;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.SettingType;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.SettingsReader;
import durablestreams.bootstrap.settings.SettingsTable;
import durablestreams.bootstrap.settings.StoreCatalog;
import durablestreams.bootstrap.storage.CommitLogs;
import durablestreams.bootstrap.storage.Storage;
import durablestreams.cli.Cli;
import durablestreams.cli.base.Terminal;
import durablestreams.server.assembly.StartException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Entry of the process: the commands of the server, and those of the client.
 *
 * <p>Exit codes of the server: 0 after a clean stop and for what was asked and done; 1 when
 * something outside is in the way, such as a port in use, or when a check found problems; 2 when
 * the settings are wrong.
 */
public final class Main {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int WRONG_SETTINGS = 2;

  /** Arguments that ask for something to read, whatever the settings are. */
  private static final Set<String> INFORMATION =
      Set.of("--help", "-h", "--version", Command.HELP.word(), Command.VERSION.word());

  /** How many virtual threads run at once; read by the JVM when it makes the first. */
  private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private final Map<String, String> environment;

  Main(PrintStream out, PrintStream err, Terminal terminal, Map<String, String> environment) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.environment = environment;
  }

  /** Starts the server, or does what else was asked, and ends the process. */
  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    Terminal terminal = Terminal.ofThisProcess();
    if (Cli.handles(arguments)) {
      // Nothing of the server is loaded for these.
      System.exit(new Cli(terminal).run(arguments, ServerCommands::all));
    }
    chooseCarriers();
    Thread.setDefaultUncaughtExceptionHandler(
        new UncaughtErrorHandler(() -> Runtime.getRuntime().halt(FAILED)));
    System.exit(new Main(System.out, System.err, terminal, System.getenv()).run(arguments));
  }

  /**
   * One carrier of virtual threads less than processors, so that the lane's thread finds one free,
   * but two at least: a caller that runs the lane keeps its own while the disk works. The JVM's
   * option wins.
   */
  private static void chooseCarriers() {
    if (System.getProperty(CARRIERS) == null) {
      int processors = Runtime.getRuntime().availableProcessors();
      System.setProperty(CARRIERS, Integer.toString(Math.max(2, processors - 1)));
    }
  }

  /** Does what was asked; the result is the exit code. */
  int run(List<String> arguments) {
    boolean json = arguments.contains(CommandOutput.JSON);
    try {
      return dispatch(arguments);
    } catch (SettingsException | ProviderSettingsException e) {
      return refuse(e, WRONG_SETTINGS, json);
    } catch (StartException
        | StoreFailedException
        | DamagedException
        | ArchiveUnavailableException e) {
      return refuse(e, FAILED, json);
    }
  }

  private int refuse(RuntimeException e, int code, boolean json) {
    String message = String.valueOf(e.getMessage());
    String sentence = message.endsWith(".") ? message : message + ".";
    err.println(json ? error(code == WRONG_SETTINGS ? "usage" : "failed", sentence) : sentence);
    return code;
  }

  /** An error as the commands of the client print it. */
  private static JsonWriter error(String code, String sentence) {
    JsonWriter object = new JsonWriter().beginObject().name("error").beginObject();
    return object.member("code", code).member("message", sentence).endObject().endObject();
  }

  private int dispatch(List<String> arguments) {
    Loaded loaded = load(arguments);
    SettingsTable table = loaded.table();
    if (arguments.contains("--help") || arguments.contains("-h")) {
      return help(table);
    }
    if (arguments.contains("--version")) {
      return version(arguments.contains(CommandOutput.JSON));
    }
    boolean json = arguments.contains(CommandOutput.JSON);
    List<String> others = arguments.stream().filter(a -> !a.equals(CommandOutput.JSON)).toList();
    CommandLine line = CommandLine.parse(others, table).withFolderOf(Command.INSPECT.word());
    if (line.words().size() == 2
        && line.words().getFirst().equals(Command.HELP.word())
        && Cli.isCommand(line.words().getLast())) {
      out.print(Cli.help(line.words().getLast()));
      return DONE;
    }
    Command command = Command.of(line.words());
    if (json && command == Command.SERVE) {
      throw new SettingsException("--json goes with commands that print a result, not with serve");
    }
    CommandOutput output = new CommandOutput(out, terminal, json);
    return switch (command) {
      case HELP -> help(table);
      case VERSION -> version(json);
      case INSPECT,
          SERVE,
          VERIFY_ARCHIVE,
          REBUILD,
          PURGE_NOW,
          BACKUP,
          RESTORE,
          ADOPT,
          LEAVE,
          REBUILD_NODE,
          VERIFY_NODES,
          RAISE_LEVEL,
          ROTATE_WEBHOOK_KEY,
          HEALTH ->
          work(command, line, loaded, output);
    };
  }

  /**
   * What can be chosen by settings.
   *
   * @param plugins a line for each plug-in
   */
  private record Loaded(SettingsTable table, AccessPolicies policies, List<String> plugins) {}

  private Loaded load(List<String> arguments) {
    Plugins plugins = plugins(arguments);
    AccessPolicies policies = AccessPolicies.onClassPathAnd(plugins.policies());
    return new Loaded(table(policies, plugins.archives()), policies, plugins.descriptions());
  }

  /**
   * The plug-ins, whose settings are settings of the server. Help does without those that are
   * broken: it is read because something is wrong.
   */
  private Plugins plugins(List<String> arguments) {
    boolean help = !Collections.disjoint(arguments, INFORMATION);
    try {
      return Plugins.in(
          SettingsReader.plugins(arguments, environment),
          Main.class.getClassLoader(),
          AccessPolicies.onClassPath().names(),
          Storage.archiveNames());
    } catch (SettingsException e) {
      if (help) {
        return Plugins.NONE;
      }
      throw e;
    }
  }

  private int help(SettingsTable table) {
    out.print(Help.text(table));
    return DONE;
  }

  private int version(boolean json) {
    String version = Version.full();
    out.println(
        json
            ? new JsonWriter().beginObject().member("version", version).endObject()
            : "durable-streams " + version);
    return DONE;
  }

  private int work(Command command, CommandLine line, Loaded loaded, CommandOutput output) {
    SettingsTable table = loaded.table();
    Settings settings = settings(line, table);
    if (command == Command.HEALTH) {
      return health(settings, output);
    }
    Logging.configure(
        settings.get(ServerCatalog.LOG_LEVEL),
        settings.get(OperationCatalog.LOG_FORMAT) == OperationCatalog.LogFormat.JSON);
    Wiring wiring =
        new Wiring(
            settings,
            loaded.policies(),
            new Reload(settings, table.settings(), () -> settings(line, table)),
            HaltingFaultPoints.of(System.getProperty(HaltingFaultPoints.PROPERTY)),
            environment);
    return switch (command) {
      case INSPECT -> new InspectCommand(settings.get(StoreCatalog.DATA), output).run();
      case SERVE ->
          new ServeCommand(settings, wiring, StopSignal.install(), loaded.plugins()).run();
      case VERIFY_ARCHIVE -> new ArchiveCommands(settings, wiring, output).verify();
      case REBUILD -> new ArchiveCommands(settings, wiring, output).rebuild();
      case PURGE_NOW -> new ArchiveCommands(settings, wiring, output).purge();
      case BACKUP -> new BackupCommands(settings, wiring, output).backup();
      case RESTORE -> new BackupCommands(settings, wiring, output).restore();
      case ADOPT -> new ClusterCommands(settings, wiring, output).adopt();
      case LEAVE -> new ClusterCommands(settings, wiring, output).leave();
      case REBUILD_NODE -> new ClusterCommands(settings, wiring, output).rebuild();
      case VERIFY_NODES -> new ClusterCommands(settings, wiring, output).verify(line.words());
      case RAISE_LEVEL -> new ClusterCommands(settings, wiring, output).raise(line.words());
      case ROTATE_WEBHOOK_KEY -> new KeyCommand(settings, wiring.clock(), output).rotate();
      case HEALTH, HELP, VERSION ->
          throw new IllegalArgumentException(command + " needs no settings");
    };
  }

  private int health(Settings settings, CommandOutput output) {
    Optional<String> problem = new HealthCheck(settings).problem();
    if (!output.isJson()) {
      problem.ifPresent(err::println);
    }
    output.line(problem.isEmpty() ? "ok" : "failed");
    output.result(
        new JsonWriter()
            .beginObject()
            .member("ok", problem.isEmpty())
            .member("problem", problem.orElse(""))
            .endObject());
    return problem.isEmpty() ? DONE : FAILED;
  }

  private Settings settings(CommandLine line, SettingsTable table) {
    Settings settings = new SettingsReader(table).read(line.flags(), environment);
    UnusedSettings.refuse(settings);
    return settings;
  }

  /** All settings, those of stores, archives and the access policies on the class path included. */
  static SettingsTable table(AccessPolicies policies) {
    return table(policies, List.of());
  }

  private static SettingsTable table(
      AccessPolicies policies, List<SegmentArchiveProvider> archives) {
    List<Setting<?>> settings = new ArrayList<>(Storage.settings(archives));
    settings.addAll(CommitLogs.settings());
    settings.addAll(Catalog.ALL);
    settings.add(
        new Setting<>(
            AccessPolicies.AUTH,
            new SettingType.Word(policies.names()),
            "",
            "what the settings below ask for, or `none`",
            Setting.Group.ACCESS,
            "Access policy: no checks (`none`), one token for writes and session "
                + "tokens for reads (`token`), or grants (`policy`)."));
    settings.addAll(ProviderSettings.in(Setting.Group.ACCESS, policies.settings()));
    return new SettingsTable(settings, archives);
  }
}
