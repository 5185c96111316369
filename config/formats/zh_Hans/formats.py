"""Django groups Chinese numbers by four, with nothing between. Statistics and official papers group by three."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3

#: As people type them. Django's own 年月日 form reads the day as a day of the year.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
