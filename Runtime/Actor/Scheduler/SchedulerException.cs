namespace Akka.Actor;

/// <summary>A scheduler was used after it had been shut down.</summary>
public sealed class SchedulerException : AkkaException
{
    /// <summary>With a message that says what was tried.</summary>
    public SchedulerException(string message) : base(message)
    {
    }
}
