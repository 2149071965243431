using Akka.Actor;
using Akka.Event;
using Akka.Util;

namespace Akka.Routing;

/// <summary>A message that says by what it is routed: equal keys go to the same routee.</summary>
public interface IConsistentHashable
{
    /// <summary>The key.</summary>
    object ConsistentHashKey { get; }
}

/// <summary>Says by what a message is routed; null if it cannot.</summary>
public delegate object ConsistentHashMapping(object msg);

/// <summary>Gives a message a key.</summary>
public sealed class ConsistentHashableEnvelope(object message, object hashKey) : RouterEnvelope(message), IConsistentHashable
{
    /// <summary>The key.</summary>
    public object HashKey { get; } = hashKey;

    /// <inheritdoc/>
    public object ConsistentHashKey => HashKey;
}

/// <summary>By a key, so that few keys move when routees come or go.</summary>
public sealed class ConsistentHashingRoutingLogic : RoutingLogic
{
    private readonly ConsistentHashMapping _mapping;
    private readonly int _virtualNodesFactor;
    private readonly ActorSystem _system;
    private volatile Ring? _ring;

    /// <summary>Without a mapping: messages carry their keys.</summary>
    public ConsistentHashingRoutingLogic(ActorSystem system)
        : this(system, 0, static _ => null!)
    {
    }

    /// <summary>With a mapping, and a number of places for each routee on the ring; 0 for the configured one.</summary>
    public ConsistentHashingRoutingLogic(ActorSystem system, int virtualNodesFactor, ConsistentHashMapping hashMapping)
    {
        ArgumentNullException.ThrowIfNull(system);
        _system = system;
        _mapping = hashMapping;
        _virtualNodesFactor = virtualNodesFactor > 0 ? virtualNodesFactor : system.Settings.DefaultVirtualNodesFactor;
    }

    /// <inheritdoc/>
    public override Routee Select(object message, Routee[] routees)
    {
        ArgumentNullException.ThrowIfNull(routees);
        if (message is null || routees.Length == 0) return Routee.NoRoutee;
        var key = _mapping(message) ?? (message as IConsistentHashable)?.ConsistentHashKey;
        if (key is null)
        {
            _system.Log.Warning(
                "Message [{0}] must be handled by hashMapping, or implement [{1}] or be wrapped in [{2}]",
                message.GetType().Name, nameof(IConsistentHashable), nameof(ConsistentHashableEnvelope));
            return Routee.NoRoutee;
        }

        var ring = _ring;
        if (ring is null || !ReferenceEquals(ring.Routees, routees)) _ring = ring = new Ring(routees, _virtualNodesFactor);
        return ring.Find(Hash(key));
    }

    private int Hash(object key) => key switch
    {
        string text => MurmurHash.StringHash(text),
        byte[] bytes => MurmurHash.ByteHash(bytes),
        int value => MurmurHash.ByteHash(BitConverter.GetBytes(value)),
        uint value => MurmurHash.ByteHash(BitConverter.GetBytes(value)),
        short value => MurmurHash.ByteHash(BitConverter.GetBytes(value)),
        ushort value => MurmurHash.ByteHash(BitConverter.GetBytes(value)),
        bool value => MurmurHash.ByteHash(BitConverter.GetBytes(value)),
        long value => MurmurHash.ByteHash(BitConverter.GetBytes(value)),
        ulong value => MurmurHash.ByteHash(BitConverter.GetBytes(value)),
        char value => MurmurHash.ByteHash(BitConverter.GetBytes(value)),
        float value => MurmurHash.ByteHash(BitConverter.GetBytes(value)),
        double value => MurmurHash.ByteHash(BitConverter.GetBytes(value)),
        Guid value => MurmurHash.ByteHash(value.ToByteArray()),
        _ => MurmurHash.ByteHash(_system.Serialization.FindSerializerFor(key).ToBinary(key)),
    };

    private sealed class Ring
    {
        private readonly int[] _hashes;
        private readonly Routee[] _nodes;

        public Ring(Routee[] routees, int factor)
        {
            Routees = routees;
            var nodes = new SortedDictionary<int, Routee>();
            foreach (var routee in routees)
            {
                var hash = MurmurHash.StringHash(NameOf(routee));
                for (var i = 1; i <= factor; i++) nodes[MurmurHash.Continued(hash, i)] = routee;
            }

            _hashes = [.. nodes.Keys];
            _nodes = [.. nodes.Values];
        }

        public Routee[] Routees { get; }

        private static string NameOf(Routee routee) => routee switch
        {
            ActorRefRoutee { Actor: var actor } => actor.Path.ToString(),
            ActorSelectionRoutee { Selection: var selection } => selection.Anchor.Path.ToString().TrimEnd('/') + selection.PathString,
            _ => routee.ToString()!,
        };

        public Routee Find(int hash)
        {
            var index = Array.BinarySearch(_hashes, hash);
            if (index < 0) index = ~index;
            return _nodes[index == _nodes.Length ? 0 : index];
        }
    }
}
