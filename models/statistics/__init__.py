from . import ward_report_period
from . import ward_form
from . import ward_form_column
from . import ward_form_check
from . import ward_form_indicator
from . import ward_form_sentence
