from . import ward_report_cell
from . import ward_report_word
from . import ward_report_unit
from . import ward_form_import
