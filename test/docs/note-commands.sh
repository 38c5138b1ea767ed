# Read by bash before a block of the docs (BASH_ENV): every command is noted in the file $NOTES instead of being run, as the line where it
# stands, the number of its words, and the words, each followed by NUL. Nothing is on the PATH, so bash looks here.
command_not_found_handle() {
  # 0 is this call; its caller is the block, or one of the functions below.
  printf '%s\0' "${BASH_LINENO[${#BASH_LINENO[@]} - 2]}" "$#" "$@" >> "$NOTES"
}

# Of bash's own commands the ones that need a folder or a person.
cd() { command_not_found_handle cd "$@"; }
read() { :; }
# Writes the files that a page shows, into a folder that goes.
cat() { /bin/cat "$@"; }
