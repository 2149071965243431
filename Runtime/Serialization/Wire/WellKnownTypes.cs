using System.Collections.Frozen;
using System.Numerics;
using System.Runtime.Serialization;
using Akka.Actor;

namespace Akka.Serialization.Wire;

/// <summary>Types that every message may consist of.</summary>
internal static class WellKnownTypes
{
    private static readonly string[] RuntimeNames =
    [
        "Akka.Done", "Akka.NotUsed", "Akka.Actor.Status+Success", "Akka.Actor.Status+Failure", "Akka.Actor.Status", "Akka.Actor.Address",
        "Akka.Actor.ActorIdentity", "Akka.Event.UnhandledMessage", "Akka.Actor.IActorRef", "Akka.Actor.Directive",
        "Akka.Actor.FSMBase+Transition`1", "Akka.Actor.FSMBase+CurrentState`1", "Akka.Actor.FSMBase+SubscribeTransitionCallBack",
        "Akka.Actor.FSMBase+UnsubscribeTransitionCallBack", "Akka.Actor.FSMBase+StateTimeout", "Akka.Actor.FSMBase+Normal",
        "Akka.Actor.FSMBase+Shutdown", "Akka.Actor.FSMBase+Failure", "Akka.Event.Debug", "Akka.Event.Info", "Akka.Event.Warning",
        "Akka.Event.Error", "Akka.Event.LogLevel", "Akka.Event.LogSource", "Akka.Routing.Broadcast",
        "Akka.Routing.ConsistentHashableEnvelope", "Akka.Util.Option`1",
    ];

    // What the system itself sends as a message says so by one of these.
    private static readonly string[] RuntimeMarkers =
    [
        "Akka.Actor.IAutoReceivedMessage", "Akka.Actor.IPossiblyHarmful", "Akka.Event.IDeadLetterSuppression", "Akka.Event.AllDeadLetters",
        "Akka.Actor.INotInfluenceReceiveTimeout",
    ];

    /// <summary>Types of the framework; named without their assembly.</summary>
    public static FrozenSet<Type> Simple { get; } = ScalarFormats.All.Keys.Where(type => !type.IsArray)
        .Concat(CollectionFormats.Definitions)
        .Concat(
        [
            typeof(Nullable<>), typeof(KeyValuePair<,>), typeof(Complex), typeof(Index), typeof(Range), typeof(DateTimeKind),
            typeof(DayOfWeek), typeof(ValueTuple), typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>),
            typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>),
            typeof(ValueTuple<,,,,,,,>), typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>),
            typeof(Tuple<,,,,,>), typeof(Tuple<,,,,,,>), typeof(Tuple<,,,,,,,>), typeof(IEnumerable<>), typeof(ICollection<>),
            typeof(IReadOnlyCollection<>), typeof(IList<>), typeof(IReadOnlyList<>), typeof(ISet<>), typeof(IReadOnlySet<>),
            typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>), typeof(IComparable),
        ])
        .Concat(typeof(Exception).Assembly.GetExportedTypes().Where(IsPlainException))
        .Concat([typeof(SerializationException), typeof(KeyNotFoundException)])
        .ToFrozenSet();

    /// <summary>The runtime's own messages, exceptions and what they consist of.</summary>
    public static IEnumerable<Type> Runtime
    {
        get
        {
            var assembly = typeof(IActorRef).Assembly;
            var markers = RuntimeMarkers.Select(name => assembly.GetType(name)).OfType<Type>().ToList();
            return assembly.GetTypes()
                .Where(type => !type.IsAbstract && !type.Name.Contains('<', StringComparison.Ordinal)
                               && (IsPlainException(type) || markers.Exists(marker => marker.IsAssignableFrom(type))))
                .Concat(RuntimeNames.Select(name => assembly.GetType(name)).OfType<Type>());
        }
    }

    // An AggregateException does not work without its own fields, which the format of exceptions leaves out.
    private static bool IsPlainException(Type type) =>
        typeof(Exception).IsAssignableFrom(type) && !type.IsAbstract && !type.ContainsGenericParameters
        && type != typeof(AggregateException);
}
