"""Designs for people who are hard to reach: venues, centres, respondent-driven sampling."""
