# Prints the comment at the head of a script if that is what its first argument asks for. Sourced,
# not run.
case "${1:-}" in
  --help | help)
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac
