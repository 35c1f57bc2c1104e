"""What makes an item of any engine a sound one: form by type, distractors of the key's kind, item-writing flaws."""
