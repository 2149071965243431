using ActorIommu.Hardware.Spec;
using ActorIommu.Messages;
using ActorIommu.Messages.History;

namespace ActorIommu.Checker.Tests;

/// <summary>O1, O8, E2 and E5: what contexts of iommufd keep.</summary>
public sealed class ObjectTests
{
    private static readonly DeviceId One = new(0);
    private static readonly DeviceId Two = new(1);

    // + pins, - unpins, 1 closes one of two contexts, 0 the last.
    [Theory]
    [InlineData("+a -a 0")]
    [InlineData("+a +a -a -a 0")]
    [InlineData("+a +b -b 1 -a 0")]
    [InlineData("+a 1 -a 0")]
    [InlineData("+a")]
    [InlineData("+a -a -a", "O8")]
    [InlineData("+a -b", "O8")]
    [InlineData("+a +a -a 0", "O8")]
    public void O8_pins(string history, params string[] oracles)
    {
        var script = new Script(1);
        foreach (var word in history.Split(' '))
        {
            var page = new Pa(0x1000UL * word[^1]);
            script.Add(word[0] == '+' ? new PagePinned(page) : word[0] == '-' ? new PageUnpinned(page) : new ContextClosed(word[0] - '0'));
        }

        Expect.Objections(script, oracles);
    }

    // ? asks for a group of the first device, ! answers it, x detaches, r lets go, and capitals are of the other device.
    [Theory]
    [InlineData("?1 !1 x r")]
    [InlineData("?1 ?2 !2 !1 x")]
    [InlineData("?1 !1 ?1 !1 x")]
    [InlineData("?1 X R !1 x")]
    [InlineData("x ?1 !1")]
    [InlineData("?1 !1 !1", "E2")]
    [InlineData("!1", "E2")]
    [InlineData("?1 x !1", "E5")]
    [InlineData("?1 r !1", "E5")]
    [InlineData("?1 ?2 !1 x !2 r", "E5")]
    [InlineData("?1", "E2")]
    [InlineData("?1 x", "E2", "E5")]
    public void E2_and_E5_groups_of_page_faults(string history, params string[] oracles)
    {
        var script = new Script(1);
        foreach (var word in history.Split(' '))
        {
            var group = (ushort)(word[^1] - '0');
            script.Add(word[0] switch
            {
                '?' => new PageFaultsAsked(One, default, group),
                '!' => new PageFaultsAnswered(One, group, IsThere: true),
                'x' => new AttachmentEnded(One, default),
                'X' => new AttachmentEnded(Two, default),
                'r' => new DeviceReleased(One),
                _ => new DeviceReleased(Two),
            });
        }

        script.Add(new RunEnded(IsQuiescent: true));
        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData(0U, 5U)]
    [InlineData(5U, 5U, "E5")]
    public void E5_only_those_of_the_PASID_that_is_detached(uint attached, uint detached, params string[] oracles)
    {
        var script = new Script(1);
        script.Add(new PageFaultsAsked(One, new SubstreamId(attached), 1));
        script.Add(new AttachmentEnded(One, new SubstreamId(detached)));
        script.Add(new PageFaultsAnswered(One, 1, IsThere: false));
        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData("1 0 r")]
    [InlineData("1 2 1 0 r")]
    [InlineData("r")]
    [InlineData("1 0 r 1")]
    [InlineData("1 r", "O1")]
    [InlineData("1 2 1 r", "O1")]
    public void O1_users_of_a_device_s_page_faults(string history, params string[] oracles)
    {
        var script = new Script(1);
        foreach (var word in history.Split(' '))
            script.Add(word == "r" ? new DeviceReleased(One) : new PageFaultUsersChanged(One, word[0] - '0'));
        Expect.Objections(script, oracles);
    }

    [Theory]
    [InlineData("attached", false)]
    [InlineData("attached", true, "O1")]
    [InlineData("attaching", false)]
    [InlineData("attaching", true)]
    [InlineData("detached", true)]
    [InlineData("detached", false, "O1")]
    [InlineData("unmapping", false)]
    [InlineData("nested", false)]
    [InlineData("nested", true, "O1")]
    public void O1_a_domain_is_kept_while_it_is_used_and_no_longer(string what, bool isDone, params string[] oracles)
    {
        var (domain, above) = (new DomainId(5), new DomainId(6));
        var script = new Script(1);
        script.Add(new DomainCreated(domain, DomainKind.StageTwo));
        script.Add(new DomainCreated(above, DomainKind.Nested, Parent: domain));
        if (what == "nested") script.Attach(0, above);
        else if (what == "attaching") script.BeginAttach(OperationKind.Attach, 0, domain);
        else if (what == "unmapping") script.Add(new OperationBegan(new OperationId(99), OperationKind.Unmap, domain));
        else script.Attach(0, domain);
        if (what == "detached") script.End(script.BeginAttach(OperationKind.Detach, 0, domain));
        script.Add(new DomainDestroyAnswered(domain, isDone));

        Expect.Objections(script, oracles);
    }
}
