"""Who answers and who does not: R-indicators, their partials, balance over time, and who is missing in words.

The formulas are those of RISQ 2.1 (de Heij, Schouten, Shlomo 2015). Variables come from the frame and the listing
alone, known for respondents and nonrespondents alike; nothing that only an interview tells is among them.
"""
