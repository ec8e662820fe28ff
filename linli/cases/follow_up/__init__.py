"""Follow-up (回访): how it went is asked once a case is done, what was rated badly is put right, what is contested is decided."""
