"""The ground floor: questionnaires, their checking, code lists, and the columns of every file that travels."""
