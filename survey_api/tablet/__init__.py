"""The tablet: the offline form that interviewers work with, and what the service hands out to it."""
