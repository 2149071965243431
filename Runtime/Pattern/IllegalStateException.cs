using Akka.Actor;

namespace Akka.Pattern;

/// <summary>Something was called before what it needs.</summary>
public class IllegalStateException : AkkaException
{
    /// <summary>With a message that says what is missing.</summary>
    public IllegalStateException(string message) : base(message)
    {
    }

    /// <summary>With a message that says what is missing, and what caused the error.</summary>
    public IllegalStateException(string message, Exception? innerEx) : base(message, innerEx)
    {
    }
}
