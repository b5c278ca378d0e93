"""Copies made by other people's programs, where they are installed: LibreOffice and Chromium."""
