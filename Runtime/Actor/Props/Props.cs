using System.Linq.Expressions;
using Akka.Dispatch;
using Akka.Routing;

namespace Akka.Actor;

/// <summary>Recipe of an actor: its class, its constructor's arguments, and how it is to run. Immutable.</summary>
public class Props : IEquatable<Props>
{
    /// <summary>A recipe of nothing.</summary>
    public static readonly Props None = new(Deploy.None, typeof(EmptyActor), []);

    private readonly IIndirectActorProducer _producer;
    private readonly object?[] _arguments;

    /// <summary>A class with a default constructor.</summary>
    public Props(Type type)
        : this(Deploy.Local, type, [])
    {
    }

    /// <summary>A class and arguments.</summary>
    public Props(Type type, object[] args)
        : this(Deploy.Local, type, args)
    {
    }

    /// <summary>A class, a strategy for its children, and arguments.</summary>
    public Props(Type type, SupervisorStrategy supervisorStrategy, params object[] args)
        : this(Deploy.Local, type, args) => SupervisorStrategy = supervisorStrategy;

    /// <summary>A deployment, a class and arguments.</summary>
    public Props(Deploy deploy, Type type, params object[] args)
        : this(CreateProducer(type, args), deploy, null, args)
    {
    }

    private protected Props(IIndirectActorProducer producer, Deploy deploy, SupervisorStrategy? strategy, object?[] arguments)
    {
        _producer = producer;
        _arguments = arguments;
        Deploy = deploy;
        SupervisorStrategy = strategy!;
    }

    /// <summary>A recipe of an actor that handles nothing.</summary>
    public static Props Empty { get; } = Create<EmptyActor>();

    /// <summary>The class.</summary>
    public Type Type => _producer.ActorType;

    /// <summary>Name of the class.</summary>
    public string TypeName => Type.AssemblyQualifiedName!;

    /// <summary>Arguments of the constructor.</summary>
    public object[] Arguments => _arguments!;

    /// <summary>Where and how to run.</summary>
    public Deploy Deploy { get; protected set; }

    /// <summary>Strategy for the actor's children; null if the actor's own counts.</summary>
    public SupervisorStrategy SupervisorStrategy { get; protected set; }

    /// <summary>Path of the dispatcher.</summary>
    public string Dispatcher => Deploy.Dispatcher == Deploy.NoDispatcherGiven ? Dispatchers.DefaultDispatcherId : Deploy.Dispatcher;

    /// <summary>Path of the mailbox, empty if not given.</summary>
    public string Mailbox => Deploy.Mailbox;

    /// <summary>Router.</summary>
    public RouterConfig RouterConfig => Deploy.RouterConfig;

    /// <summary>
    /// From a constructor call, whose arguments are evaluated now; throws <see cref="ArgumentException"/> if the expression is
    /// something else.
    /// </summary>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy? supervisorStrategy = null)
        where TActor : ActorBase
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (factory.Body is not NewExpression call)
        {
            throw new ArgumentException(
                "The create function must be a 'new T (args)' expression", nameof(factory));
        }

        var arguments = ExpressionArguments.Evaluate(call);
        IIndirectActorProducer producer = call.Constructor is null
            ? new ConstructorProducer(typeof(TActor), [])
            : new InvokerProducer(call.Type, System.Reflection.ConstructorInvoker.Create(call.Constructor), arguments);
        return new Props(producer, Deploy.Local, supervisorStrategy, arguments);
    }

    /// <summary>From a class and arguments.</summary>
    public static Props Create<TActor>(params object[] args)
        where TActor : ActorBase => new(CreateProducer(typeof(TActor), args), Deploy.Local, null, args);

    /// <summary>From a class with a default constructor.</summary>
    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy)
        where TActor : ActorBase, new() => new(CreateProducer(typeof(TActor), []), Deploy.Local, supervisorStrategy, []);

    /// <summary>From a class and arguments.</summary>
    public static Props Create(Type type, params object[] args) => new(CreateProducer(type, args), Deploy.Local, null, args);

    /// <summary>From an object that makes the instances.</summary>
    public static Props CreateBy(IIndirectActorProducer producer, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(producer);
        return new Props(producer, Deploy.Local, null, args);
    }

    /// <summary>From a class of objects that make the instances.</summary>
    public static Props CreateBy<TProducer>(params object[] args)
        where TProducer : class, IIndirectActorProducer =>
        CreateBy((IIndirectActorProducer)Activator.CreateInstance(typeof(TProducer), args)!, args);

    /// <summary>The same with a mailbox.</summary>
    public Props WithMailbox(string mailbox) => Copy(Deploy.WithMailbox(mailbox));

    /// <summary>The same with a dispatcher.</summary>
    public Props WithDispatcher(string dispatcher) => Copy(Deploy.WithDispatcher(dispatcher));

    /// <summary>The same with a router.</summary>
    public Props WithRouter(RouterConfig routerConfig) => Copy(Deploy.WithRouterConfig(routerConfig));

    /// <summary>The same with a size of the stash.</summary>
    public Props WithStashCapacity(int stashCapacity) => Copy(Deploy.WithStashCapacity(stashCapacity));

    /// <summary>The same with a deployment; what it leaves open stays.</summary>
    public Props WithDeploy(Deploy deploy)
    {
        ArgumentNullException.ThrowIfNull(deploy);
        return Copy(deploy.WithFallback(Deploy));
    }

    /// <summary>The same with a strategy for the actor's children.</summary>
    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy)
    {
        var copy = Copy(Deploy);
        copy.SupervisorStrategy = supervisorStrategy;
        return copy;
    }

    /// <summary>Makes an instance. Called in the turn of the new actor.</summary>
    public virtual ActorBase NewActor()
    {
        try
        {
            return _producer.Produce();
        }
        catch (Exception e)
        {
            var shown = string.Join(",", _arguments.Select(static argument => argument ?? "<null>"));
            throw new TypeLoadException(
                $"Error while creating actor instance of type {Type} with {_arguments.Length} args: ({shown})", e);
        }
    }

    /// <inheritdoc/>
    public bool Equals(Props? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Type == other.Type && Deploy.Equals(other.Deploy) && Equals(SupervisorStrategy, other.SupervisorStrategy)
            && _arguments.AsSpan().SequenceEqual(other._arguments));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Props);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Deploy);

    internal void Release(ActorBase actor) => _producer.Release(actor);

    private static IIndirectActorProducer CreateProducer(Type type, object?[] args)
    {
        if (type is null) throw new ArgumentNullException(nameof(type), "Props must be instantiated with an actor type.");
        if (typeof(IIndirectActorProducer).IsAssignableFrom(type)) return (IIndirectActorProducer)Activator.CreateInstance(type, args)!;
        if (!typeof(ActorBase).IsAssignableFrom(type))
            throw new ArgumentException($"Unknown actor producer [{type.FullName}]", nameof(type));
        return new ConstructorProducer(type, args ?? []);
    }

    private Props Copy(Deploy deploy) => new(_producer, deploy, SupervisorStrategy, _arguments);

    private sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}
