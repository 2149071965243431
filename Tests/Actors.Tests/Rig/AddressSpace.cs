using ActorIommu.Hardware.Memory;
using ActorIommu.Hardware.Spec;
using ActorIommu.Hardware.Tables;

namespace ActorIommu.Actors.Tests.Rig;

/// <summary>A context descriptor and its page table: 39 bits, three levels of 4K.</summary>
internal sealed class AddressSpace
{
    private const int Txsz = 25;

    private readonly PageTableBuilder _pages;

    public AddressSpace(IPhysicalMemory memory, FrameAllocator frames, ushort asid, bool abortsOnFault, bool stalls, bool marks)
    {
        Asid = new Asid(asid);
        _pages = new PageTableBuilder(memory, frames, PageTableShape.StageOne(Granule.K4, Txsz));
        Contexts = new ContextTableBuilder(memory, frames);
        Descriptor = default(ContextDescriptor) with
        {
            V = true,
            AA64 = true,
            T0SZ = Txsz,
            TG0 = Tg0.K4,
            IPS = AddressSize.Bits44,
            EPD1 = true,
            R = true,
            A = abortsOnFault,
            S = stalls,
            HA = marks,
            HD = marks,
            ASID = Asid,
            TTB0 = _pages.Pointer,
        };
        Contexts.Set(0, Descriptor);
    }

    public Asid Asid { get; }

    public ContextDescriptor Descriptor { get; }

    public ContextTableBuilder Contexts { get; }

    public void Map(ulong iova, Pa output, bool isWritable = true)
    {
        var leaf = PageTableBuilder.StageOneLeaf with { AP = isWritable ? Stage1Access.ReadWrite : Stage1Access.ReadOnly };
        _pages.Map(iova, output.Value, 3, leaf);
    }

    /// <summary>Maps a page that hardware has to mark: no access flag, and clean.</summary>
    public void MapClean(ulong iova, Pa output) => _pages.Map(
        iova, output.Value, 3, PageTableBuilder.StageOneLeaf with { AF = false, AP = Stage1Access.ReadOnly, DBM = true });

    public void Unmap(ulong iova) => _pages.Unmap(iova);

    /// <summary>Where the descriptor of a page is.</summary>
    public Pa LeafOf(ulong iova) => _pages.AddressOfDescriptor(iova, 3)!.Value;
}
