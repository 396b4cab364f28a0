"""From syntax trees to kernel terms: names looked up, shapes and sizes made to agree."""
