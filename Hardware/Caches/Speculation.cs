// Not modelled: more than one prefetch at a time (4.2 leaves their number open).
using ActorIommu.Hardware.Freedoms;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Translation;

namespace ActorIommu.Hardware.Caches;

/// <summary>
/// Fetches that no transaction asked for (IHI 0070 3.21.1, 3.21.3: any reachable structure, any translation, at any time): what is
/// next to the last transaction, or what a prefetch command names (4.2). At most one for each transaction or command.
/// </summary>
internal sealed class Speculation(IChoices choices)
{
    private const int PageSizeBytes = 4096;

    private Transaction? _wanted;

    /// <summary>A walk of a transaction ended: its neighbours may be worth a fetch.</summary>
    public void Ended(in Transaction transaction)
    {
        var read = transaction with { Access = default };
        _wanted = choices.Choose(Freedom.SpeculativeFill, 4) switch
        {
            1 => read with { Address = new Iova(transaction.Address.Value + PageSizeBytes) },
            2 => read with { Address = new Iova(transaction.Address.Value - PageSizeBytes) },
            3 => read with { Stream = new StreamId(transaction.Stream.Value ^ 1) },
            _ => _wanted,
        };
    }

    /// <summary>A command that may be a prefetch was consumed; taking no notice is calm, and permitted.</summary>
    public void Executed(in Command command)
    {
        if (command.Opcode is not (CommandOpcode.PrefetchConfig or CommandOpcode.PrefetchAddr)) return;
        if (choices.Choose(Freedom.SpeculativeFill, 2) == 0) return;
        var address = command.Opcode == CommandOpcode.PrefetchAddr ? command.Address : 0;
        _wanted = new Transaction(command.StreamID, new Iova(address), default, command.SSV ? command.SubstreamID : null);
    }

    /// <summary>Takes the fetch that is wanted.</summary>
    public bool TryTake(out Transaction transaction)
    {
        transaction = _wanted ?? default;
        var isWanted = _wanted is not null;
        _wanted = null;
        return isWanted;
    }
}
