"""What pyxform and ODK Validate let pass: a form's sheets read whole, every fault told with its row."""
