using ActorIommu.Hardware.Spec;

namespace ActorIommu.Hardware.Caches;

/// <summary>The kinds of structures that a configuration cache holds.</summary>
public enum ConfigurationKind : byte
{
    /// <summary>A stream table entry.</summary>
    Stream,

    /// <summary>A level 1 stream table descriptor.</summary>
    L1Stream,

    /// <summary>A context descriptor.</summary>
    Context,

    /// <summary>A level 1 context descriptor.</summary>
    L1Context,
}

/// <summary>What <see cref="Coverage"/> has to know of a cached configuration structure (IHI 0070 4.3, 16.2).</summary>
/// <param name="Kind">Which structure.</param>
/// <param name="First">First StreamID that it serves.</param>
/// <param name="Last">Last StreamID, inclusive.</param>
/// <param name="FirstIndex">First index of the CD table that it serves; 0 for structures of streams.</param>
/// <param name="LastIndex">Last index, inclusive.</param>
public readonly record struct ConfigurationEntry(
    ConfigurationKind Kind, StreamId First, StreamId Last, SubstreamId FirstIndex = default, SubstreamId LastIndex = default)
{
    /// <summary>The STE of a stream.</summary>
    public static ConfigurationEntry OfStream(StreamId stream) => new(ConfigurationKind.Stream, stream, stream);

    /// <summary>The level 1 descriptor of an aligned group of 2^<paramref name="log2Streams"/> streams.</summary>
    public static ConfigurationEntry OfL1Stream(StreamId stream, int log2Streams)
    {
        var low = (1u << log2Streams) - 1;
        return new(ConfigurationKind.L1Stream, new StreamId(stream.Value & ~low), new StreamId(stream.Value | low));
    }

    /// <summary>The CD at an index of a stream's table.</summary>
    public static ConfigurationEntry OfContext(StreamId stream, uint index) =>
        new(ConfigurationKind.Context, stream, stream, new SubstreamId(index), new SubstreamId(index));

    /// <summary>The level 1 CD of an aligned group of 2^<paramref name="log2Contexts"/> CDs.</summary>
    public static ConfigurationEntry OfL1Context(StreamId stream, uint index, int log2Contexts)
    {
        var low = (1u << log2Contexts) - 1;
        return new(ConfigurationKind.L1Context, stream, stream, new SubstreamId(index & ~low), new SubstreamId(index | low));
    }
}
