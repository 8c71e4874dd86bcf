"""The commands of `mtalign`, one file each: parse, one library call, echo, exit code. `mtalign.cli` lists them."""
