"""What rules measure by. These make no findings."""
