"""No sequence of happenings makes a conversation reserve, cancel, promise or say what it may not."""

from hotel_agent.testing.machines import ConversationMachine

TestAnyConversation = ConversationMachine.TestCase
