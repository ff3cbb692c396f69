"""What a person may type, checked before a verb is asked."""
