namespace Akka.Actor;

/// <summary>Makes actor instances in place of their constructors, as dependency injection does.</summary>
public interface IIndirectActorProducer
{
    /// <summary>The class of the instances.</summary>
    Type ActorType { get; }

    /// <summary>Makes an instance.</summary>
    ActorBase Produce();

    /// <summary>Takes an instance back.</summary>
    void Release(ActorBase actor);
}

/// <summary>Calls a constructor by its arguments.</summary>
internal sealed class ConstructorProducer(Type actorType, object?[] args) : IIndirectActorProducer
{
    public Type ActorType => actorType;

    public ActorBase Produce() =>
        (ActorBase)Activator.CreateInstance(
            actorType,
            System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic
            | System.Reflection.BindingFlags.CreateInstance | System.Reflection.BindingFlags.OptionalParamBinding,
            null,
            args,
            System.Globalization.CultureInfo.InvariantCulture)!;

    public void Release(ActorBase actor)
    {
    }
}

/// <summary>Calls a constructor that has been bound already.</summary>
internal sealed class InvokerProducer(Type actorType, System.Reflection.ConstructorInvoker invoker, object?[] args) : IIndirectActorProducer
{
    public Type ActorType => actorType;

    public ActorBase Produce()
    {
        try
        {
            return (ActorBase)invoker.Invoke(args.AsSpan());
        }
        catch (Exception e)
        {
            // As reflection does, and so as Akka.NET does.
            throw new System.Reflection.TargetInvocationException(e);
        }
    }

    public void Release(ActorBase actor)
    {
    }
}

/// <summary>Calls a function.</summary>
internal sealed class FactoryProducer(Type actorType, Func<ActorBase> factory) : IIndirectActorProducer
{
    public Type ActorType => actorType;

    public ActorBase Produce() => factory();

    public void Release(ActorBase actor)
    {
    }
}
