"""Tests over the pages of several floors."""
