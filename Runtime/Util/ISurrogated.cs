using Akka.Actor;

namespace Akka.Util;

/// <summary>Stand-in that can be serialized for an object that cannot.</summary>
public interface ISurrogate
{
    /// <summary>Restores the original inside <paramref name="system"/>.</summary>
    ISurrogated FromSurrogate(ActorSystem system);
}

/// <summary>An object that is serialized as its <see cref="ISurrogate"/>.</summary>
public interface ISurrogated
{
    /// <summary>The stand-in to be serialized.</summary>
    ISurrogate ToSurrogate(ActorSystem system);
}
