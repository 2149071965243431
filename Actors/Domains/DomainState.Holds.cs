using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;

namespace ActorIommu.Actors.Domains;

/// <content>Mappings that hardware relies on: the rings of a guest's VCMDQs, which it reads by their physical addresses.</content>
internal sealed partial class DomainState<TRequester>
{
    private readonly List<(ulong First, ulong Bytes)> _held = [];

    /// <summary>Holds mappings, if all of them are there and lead to one piece of memory.</summary>
    public PagesHeld Hold(HoldPages request)
    {
        var result = Find(request.Address.Value, request.SizeBytes, out var output);
        if (result == HostResult.Ok) _held.Add((request.Address.Value, request.SizeBytes));
        return new PagesHeld(request.Request, result, output);
    }

    /// <summary>Releases what was held.</summary>
    public void Release(ReleasePages request) => _held.Remove((request.Address.Value, request.SizeBytes));

    private bool IsHeld(ulong first, ulong bytes) =>
        _held.Exists(held => held.First <= first + (bytes - 1) && first <= held.First + (held.Bytes - 1));

    private HostResult Find(ulong first, ulong bytes, out Pa output)
    {
        output = default;
        var offset = _table.Shape.Granule.PageSizeBytes - 1;
        if (bytes == 0 || first > ulong.MaxValue - bytes) return HostResult.Invalid;
        var span = ((first + bytes + offset) & ~offset) - (first & ~offset);
        if (!_table.Allows(first & ~offset, 0, span)) return HostResult.NoEntry;
        if (_open.Values.Any(open => open.Operation.Overlaps(first & ~offset, span))) return HostResult.Busy;
        for (var page = first & ~offset; page - (first & ~offset) < span; page += offset + 1)
        {
            var entry = _table.Find(_description.Host.Memory, page, 3);
            if (!entry.Descriptor.Valid) return HostResult.NoEntry;
            var size = _table.SizeOf(entry.Level);
            var leaf = entry.Descriptor.OutputAddress(_table.Shape.Log2Size(entry.Level), _table.Shape.Format) + (page & (size - 1));
            if (page == (first & ~offset)) output = new Pa(leaf + (first & offset));
            else if (leaf - (output.Value & ~offset) != page - (first & ~offset)) return HostResult.Invalid;
        }

        return HostResult.Ok;
    }
}
