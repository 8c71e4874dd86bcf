"""The judge: how likely each word of a French text is wrong, and which code it is, with weights learnt on planted artifacts."""
