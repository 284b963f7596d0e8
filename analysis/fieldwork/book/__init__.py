"""The evening as a workbook that a supervisor can mail: one page a matter, in the reader's language.

``pages`` turns findings into lines, ``writing`` lines into XLSX. It holds codes of cases and interviewers, no answers.
"""
