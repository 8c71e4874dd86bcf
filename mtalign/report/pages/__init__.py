"""Pages that a person reads: one file each, nothing fetched, readable without their script."""
