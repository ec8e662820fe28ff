"""The believable town: invented people on real place codes, made through the same verbs as everything else."""
