"""What was translated, in the forms that programs read."""
