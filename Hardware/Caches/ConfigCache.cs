// Not modelled: STE.CONT (one entry for several streams), the VMS, locked entries. CDs are not counted: they go with their STE.
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Caches;

/// <summary>STEs by StreamID, and CDs by StreamID and index below them (IHI 0070 4.3, 16.2: each cached by itself).</summary>
internal sealed class ConfigCache(int capacity, Replacement replacement, IChoices choices)
{
    private readonly Dictionary<uint, Line> _lines = [];
    private readonly Dictionary<uint, (ConfigurationEntry Entry, ulong Descriptor)> _l1Streams = [];
    private long _clock;

    /// <summary>STEs held.</summary>
    public int Count => _lines.Count;

    /// <summary>STEs held, for tests and explanations.</summary>
    public IEnumerable<Line> Lines => _lines.Values;

    /// <summary>The cached STE of a stream; null if there is none.</summary>
    public Line? Get(StreamId stream)
    {
        if (_lines.TryGetValue(stream.Value, out var line) && replacement == Replacement.LeastRecentlyUsed) line.Stamp = ++_clock;
        return line;
    }

    /// <summary>Caches an STE, without CDs; at capacity another makes room, and at capacity 0 the line is nobody's.</summary>
    public Line Fill(StreamId stream, StreamConfiguration configuration)
    {
        var line = new Line(stream, configuration) { Stamp = ++_clock };
        if (capacity == 0) return line;
        if (_lines.Count >= capacity && !_lines.ContainsKey(stream.Value)) _lines.Remove(Victim());
        return _lines[stream.Value] = line;
    }

    /// <summary>A cached level 1 stream table descriptor.</summary>
    public bool TryGetL1(in ConfigurationEntry entry, out ulong descriptor)
    {
        var found = _l1Streams.TryGetValue(entry.First.Value, out var cached) && cached.Entry == entry;
        descriptor = cached.Descriptor;
        return found;
    }

    /// <summary>Caches a level 1 stream table descriptor.</summary>
    public void FillL1(in ConfigurationEntry entry, ulong descriptor) => _l1Streams[entry.First.Value] = (entry, descriptor);

    /// <summary>Removes what the scope covers.</summary>
    public void Invalidate(in ConfigurationScope scope)
    {
        // Dictionary.Remove is allowed while enumerating, and nothing depends on the order.
        foreach (var (first, cached) in _l1Streams)
        {
            if (Coverage.Covers(scope, cached.Entry)) _l1Streams.Remove(first);
        }

        if (scope.First == scope.Last)
        {
            if (_lines.TryGetValue(scope.First.Value, out var line)) Invalidate(scope, line);
            return;
        }

        foreach (var line in _lines.Values) Invalidate(scope, line);
    }

    /// <summary>One STE and its CDs, or none, are dropped for no reason.</summary>
    public void Evict()
    {
        if (_lines.Count == 0) return;
        if (choices.Choose(Freedom.Eviction, _lines.Count + 1) is > 0 and var chosen) _lines.Remove(Numbered(chosen - 1));
    }

    private uint Numbered(int number) => _lines.Keys.Order().ElementAt(number);

    private uint Victim()
    {
        if (replacement == Replacement.Chosen) return Numbered(choices.Choose(Freedom.Eviction, _lines.Count));
        return _lines.MinBy(pair => pair.Value.Stamp).Key;
    }

    private void Invalidate(in ConfigurationScope scope, Line line)
    {
        if (Coverage.Covers(scope, ConfigurationEntry.OfStream(line.Id))) _lines.Remove(line.Id.Value);
        else line.Invalidate(scope);
    }

    /// <summary>An STE and the CDs that were reached through it.</summary>
    internal sealed class Line(StreamId id, StreamConfiguration stream)
    {
        private ContextConfiguration? _first;
        private Dictionary<uint, ContextConfiguration>? _others;
        private Dictionary<uint, (ConfigurationEntry Entry, ulong Descriptor)>? _l1Contexts;

        /// <summary>Whose it is.</summary>
        public StreamId Id { get; } = id;

        public StreamConfiguration Stream { get; } = stream;

        /// <summary>When it was filled, or used last if that decides what is replaced.</summary>
        public long Stamp { get; set; }

        /// <summary>The CDs held.</summary>
        public IEnumerable<ContextConfiguration> Contexts =>
            (_first is null ? [] : new[] { _first }).Concat(_others?.Values.AsEnumerable() ?? []);

        /// <summary>The cached CD at an index of the stream's table.</summary>
        public ContextConfiguration? Context(uint index) => index == 0 ? _first : _others?.GetValueOrDefault(index);

        public void Fill(uint index, ContextConfiguration context)
        {
            if (index == 0) _first = context;
            else (_others ??= [])[index] = context;
        }

        public bool TryGetL1(in ConfigurationEntry entry, out ulong descriptor)
        {
            (ConfigurationEntry Entry, ulong Descriptor) cached = default;
            var found = _l1Contexts?.TryGetValue(entry.FirstIndex.Value, out cached) == true && cached.Entry == entry;
            descriptor = cached.Descriptor;
            return found;
        }

        public void FillL1(in ConfigurationEntry entry, ulong descriptor) =>
            (_l1Contexts ??= [])[entry.FirstIndex.Value] = (entry, descriptor);

        public void Invalidate(in ConfigurationScope scope)
        {
            if (_first is not null && Coverage.Covers(scope, ConfigurationEntry.OfContext(Id, 0))) _first = null;
            if (_others is not null) InvalidateOthers(scope, _others);
            if (_l1Contexts is not null) InvalidateL1(scope, _l1Contexts);
        }

        private void InvalidateOthers(in ConfigurationScope scope, Dictionary<uint, ContextConfiguration> others)
        {
            foreach (var index in others.Keys)
            {
                if (Coverage.Covers(scope, ConfigurationEntry.OfContext(Id, index))) others.Remove(index);
            }
        }

        private static void InvalidateL1(
            in ConfigurationScope scope, Dictionary<uint, (ConfigurationEntry Entry, ulong Descriptor)> descriptors)
        {
            foreach (var (index, cached) in descriptors)
            {
                if (Coverage.Covers(scope, cached.Entry)) descriptors.Remove(index);
            }
        }
    }
}
