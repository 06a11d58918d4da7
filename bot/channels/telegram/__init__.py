"""The Telegram channel. This package is the one door to python-telegram-bot."""

from bot.channels.telegram.channel import WEBHOOK_PATH, TelegramChannel

__all__ = ["WEBHOOK_PATH", "TelegramChannel"]
