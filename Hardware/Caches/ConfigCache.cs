// Not modelled: L1STD and L1CD caching (a fetch always reads them), caching of illegal structures, locked entries.
using System.Diagnostics.CodeAnalysis;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Caches;

/// <summary>STEs by StreamID, and CDs by StreamID and index below them (IHI 0070 4.3: each cached by itself).</summary>
internal sealed class ConfigCache
{
    private readonly Dictionary<uint, Line> _lines = [];

    /// <summary>The cached STE of a stream.</summary>
    public bool TryGet(StreamId stream, [NotNullWhen(true)] out Line? line) => _lines.TryGetValue(stream.Value, out line);

    /// <summary>Caches an STE; CDs of an earlier one stay only if it was never replaced.</summary>
    public Line Fill(StreamId stream, StreamConfiguration configuration) => _lines[stream.Value] = new Line(configuration);

    /// <summary>Removes what the scope covers.</summary>
    public void Invalidate(in ConfigurationScope scope)
    {
        if (scope.First == scope.Last)
        {
            if (!_lines.TryGetValue(scope.First.Value, out var line)) return;
            if (scope.CoversStream(scope.First)) _lines.Remove(scope.First.Value);
            else line.Invalidate(scope, scope.First);
            return;
        }

        // Dictionary.Remove is allowed while enumerating, and nothing depends on the order.
        foreach (var (stream, line) in _lines)
        {
            if (scope.CoversStream(new StreamId(stream))) _lines.Remove(stream);
            else line.Invalidate(scope, new StreamId(stream));
        }
    }

    /// <summary>An STE and the CDs that were reached through it.</summary>
    internal sealed class Line(StreamConfiguration stream)
    {
        private ContextConfiguration? _first;
        private Dictionary<uint, ContextConfiguration>? _others;

        public StreamConfiguration Stream { get; } = stream;

        /// <summary>The cached CD at an index of the stream's table.</summary>
        public ContextConfiguration? Context(uint index) => index == 0 ? _first : _others?.GetValueOrDefault(index);

        public void Fill(uint index, ContextConfiguration context)
        {
            if (index == 0) _first = context;
            else (_others ??= [])[index] = context;
        }

        public void Invalidate(in ConfigurationScope scope, StreamId stream)
        {
            if (_first is not null && scope.CoversContext(stream, default)) _first = null;
            if (_others is null) return;
            foreach (var index in _others.Keys)
            {
                if (scope.CoversContext(stream, new SubstreamId(index))) _others.Remove(index);
            }
        }
    }
}
