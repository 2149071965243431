namespace Akka.Actor.Internal;

/// <summary>An actor that is told when its constructors have run.</summary>
public interface IInitializableActor
{
    /// <summary>Called once, before PreStart.</summary>
    void Init();
}
