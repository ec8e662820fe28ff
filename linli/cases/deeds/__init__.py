"""What may be done to a case beside the steps of its flow: tables of deeds, their one page, and how each is written down."""
