namespace Akka.TestKit;

/// <summary>A test class with this marker tells without a sender; otherwise the test actor is the sender of what a test tells.</summary>
#pragma warning disable CA1040 // A marker in Akka.NET.
public interface INoImplicitSender
{
}
#pragma warning restore CA1040
