"""Edits of answers: proposed, confirmed, rejected or taken back; rows beside the answers, which stay as collected."""
