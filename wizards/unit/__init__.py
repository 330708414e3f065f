from . import ward_holiday_load
