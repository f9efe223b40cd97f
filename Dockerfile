# The server with its own runtime, from the folder that ./package makes. There is no shell in it.
FROM gcr.io/distroless/base-debian12

COPY target/packages/durable-streams /opt/durable-streams
COPY --chown=10001:10001 target/packages/data /var/lib/durable-streams

USER 10001:10001
WORKDIR /var/lib/durable-streams
VOLUME /var/lib/durable-streams
EXPOSE 4437
ENV HOST=0.0.0.0 PORT=4437 DATA=/var/lib/durable-streams
HEALTHCHECK --interval=30s --timeout=10s --start-period=10s CMD ["/opt/durable-streams/runtime/bin/java", "-XX:AOTCache=/opt/durable-streams/lib/client.aot", "-Xlog:aot*=off", "-Xlog:cds*=off", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "-jar", "/opt/durable-streams/lib/durable-streams.jar", "health"]
ENTRYPOINT ["/opt/durable-streams/runtime/bin/java", "-XX:AOTCache=/opt/durable-streams/lib/server.aot", "-Xlog:aot*=off", "-Xlog:cds*=off", "-XX:CompileThresholdScaling=4", "-XX:G1PeriodicGCInterval=30000", "-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=30", "-XX:TrimNativeHeapInterval=30000", "-Dorg.sqlite.lib.path=/opt/durable-streams/lib", "-XX:InitialRAMPercentage=60", "-XX:MaxRAMPercentage=60", "-jar", "/opt/durable-streams/lib/durable-streams.jar"]
