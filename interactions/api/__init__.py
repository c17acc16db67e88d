"""What happened, by API: consultations, issues, follow-ups, survey answers, types, FAQ.

`shown_*` say how a row looks, the module of a resource who may do what with it. Writes are checked
by the forms of the pages and made by their services.
"""
