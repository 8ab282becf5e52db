"""Responses of the library page. (Being written.)"""
