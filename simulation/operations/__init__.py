"""What happens between a filled form and the server: clocks, networks, lost tablets, versions, review, events."""
