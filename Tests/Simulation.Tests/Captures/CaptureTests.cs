using ActorIommu.Simulation.Captures;
using ActorIommu.Tests.Shared;

namespace ActorIommu.Simulation.Tests.Captures;

public sealed class CaptureTests
{
    private static Capture Read(byte[] file) => Capture.Read(new MemoryStream(file), CaptureLimits.Default);

    [Fact]
    public void Every_kind_of_record_is_read_with_all_its_fields()
    {
        var capture = Read(new CaptureWriter()
            .MmioWrite(0x80, 8, 0xffff_ffff_ffff_ffff)
            .MmioRead(0x9c, 4, 0xffff_ffff)
            .Memory(0x4000_0000, 1, 0x8000_0000_0000_0000)
            .Command(7, 0x1122_3344_5566_7788, 0x99aa_bbcc_ddee_ff00)
            .Translation(0x10, 0x100, 0xffff_f123, 0x4123_4123, 0x13)
            .Event(3, 1, 2, 3, ulong.MaxValue)
            .Interrupt(2)
            .GlobalError(4, 5)
            .Time(1_000_000)
            .ToArray());

        var records = capture.Records;
        Assert.Equal(9, records.Length);
        Assert.Equal(new MmioAccess(0x80, 8, ulong.MaxValue), records[0].MmioWrite);
        Assert.Equal(new MmioAccess(0x9c, 4, uint.MaxValue), records[1].MmioRead);
        Assert.Equal(0x4000_0000ul, capture.Memory(records[2]).Address);
        Assert.Equal([1ul, 0x8000_0000_0000_0000], capture.Memory(records[2]).Words.ToArray());
        Assert.Equal(new CapturedCommand(7, 0x1122_3344_5566_7788, 0x99aa_bbcc_ddee_ff00), records[3].Command);
        Assert.Equal(
            new CapturedTranslation(TranslationOutcome.Translated, TlbHit: true, 0x100, 0xffff_f123, 0x4123_4123, Permissions: 3, Stage: 1),
            records[4].Translation);
        Assert.Equal(3u, capture.Event(records[5]).Index);
        Assert.Equal([1, 2, 3, ulong.MaxValue], capture.Event(records[5]).Dwords.ToArray());
        Assert.Equal(InterruptSource.CommandSync, records[6].Interrupt);
        Assert.Equal(new GlobalErrorChange(4, 5), records[7].GlobalError);
        Assert.Equal(1_000_000ul, records[8].TimeMicroseconds);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void An_outcome_is_read_with_and_without_a_tlb_hit(byte outcome, bool hit)
    {
        var detail = (byte)(outcome | (hit ? 0x10 : 0));

        var translation = Read(new CaptureWriter().Translation(detail, 1, 2, 3, 0x32).ToArray()).Records[0].Translation;

        Assert.Equal(new CapturedTranslation((TranslationOutcome)outcome, hit, 1, 2, 3, Permissions: 2, Stage: 3), translation);
    }

    [Fact]
    public void A_record_knows_where_it_begins()
    {
        var writer = new CaptureWriter();
        var first = writer.Length;
        var second = writer.Memory(0x1000, 1, 2, 3).Length;
        var third = writer.Time(300).Length;

        var records = Read(writer.Time(1).ToArray()).Records;

        Assert.Equal([first, second, third], records.ToArray().Select(record => record.ByteOffset));
    }

    [Theory]
    [InlineData(0xa8, 0x1_00a8)]
    [InlineData(0xac, 0x1_00ac)]
    [InlineData(0xc8, 0x1_00c8)]
    [InlineData(0xcc, 0x1_00cc)]
    [InlineData(0x1_00a8, 0x1_00a8)]
    [InlineData(0x98, 0x98)]
    [InlineData(0xa0, 0xa0)]
    [InlineData(0xb0, 0xb0)]
    public void Registers_of_page_1_are_put_back_where_the_architecture_has_them(ulong recorded, uint architected)
    {
        var records = Read(new CaptureWriter().MmioWrite(recorded, 4, 1).MmioRead(recorded, 4, 1).ToArray()).Records;

        Assert.Equal(architected, records[0].MmioWrite.Offset);
        Assert.Equal(architected, records[1].MmioRead.Offset);
    }

    [Fact]
    public void The_header_is_typed()
    {
        var header = Read(new CaptureWriter().ToArray()).Header;

        Assert.Equal(("10", "virt", "k"), (header.Qemu, header.Machine, header.Kernel));
        Assert.Equal((0x4000_0000ul, 0x2000_0000ul, 0x0905_0000ul), (header.RamBase, header.RamSizeBytes, header.SmmuBase));
        Assert.Equal(2, header.IdRegisters.Count);
        Assert.Equal(0x0d44_101au, header.IdRegisters["IDR0"]);
        Assert.Equal(1u, header.IdRegisters["AIDR"]);
    }

    [Fact]
    public void Gzip_is_seen_from_the_content()
    {
        var writer = new CaptureWriter().Time(5).Memory(0x1000, 1, 2);

        var records = Read(writer.ToGzip()).Records;

        Assert.Equal(Read(writer.ToArray()).Records.ToArray(), records.ToArray());
    }

    [Fact]
    public void A_capture_without_records_is_a_capture()
    {
        Assert.Equal(0, Read(new CaptureWriter().ToArray()).Records.Length);
    }

    [Theory]
    [InlineData("linux-6.12-4k-strict", 25_753, 13_593, 39, 1_564, 1_579)]
    [InlineData("linux-7.2-4k-strict", 32_071, 14_460, 39, 2_354, 2_370)]
    public void The_corpus_has_the_counts_that_its_recorder_reported(
        string name, int records, int translations, int events, int reads, int writes)
    {
        var capture = Capture.Load(Repository.PathOf("Tests", "Corpus", name + ".smcap.gz"));

        var kinds = capture.Records.ToArray().CountBy(record => record.Kind).ToDictionary();
        Assert.Equal(records, capture.Records.Length);
        Assert.Equal(translations, kinds[CaptureRecordKind.Translation]);
        Assert.Equal(events, kinds[CaptureRecordKind.Event]);
        Assert.Equal(reads, kinds[CaptureRecordKind.MmioRead]);
        Assert.Equal(writes, kinds[CaptureRecordKind.MmioWrite]);
        Assert.Equal(0x0273_0010u, capture.Header.IdRegisters["IDR1"]);
    }
}
