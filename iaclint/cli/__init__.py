"""The command line: arguments, commands, exit codes. The only part that prints."""
