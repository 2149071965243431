namespace Akka.Actor;

/// <summary>What a supervisor does about a failure.</summary>
public enum Directive
{
    /// <summary>Goes on with the same instance.</summary>
    Resume,

    /// <summary>Goes on with a new instance.</summary>
    Restart,

    /// <summary>Fails itself with the same cause.</summary>
    Escalate,

    /// <summary>Stops the child.</summary>
    Stop,
}

/// <summary>Writes deciders as tables.</summary>
public static class DirectiveExtensions
{
    /// <summary>Pairs an exception type with a directive.</summary>
    public static KeyValuePair<Type, Directive> When<TException>(this Directive self)
        where TException : Exception => new(typeof(TException), self);
}
