"""ODK XPath: the expressions of a form, read, compiled to Python callables and evaluated as JavaRosa does."""
