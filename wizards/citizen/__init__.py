from . import ward_citizen_word
from . import ward_document_new
from . import ward_case_move_new
from . import ward_opening_sheet
from . import ward_opening_check
from . import ward_opening_check_case
from . import ward_opening_import
from . import ward_opening_write
